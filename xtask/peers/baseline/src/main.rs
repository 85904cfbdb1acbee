//! `baseline URL INSTANCE [CA_CERT]`: one cancel with `reqwest`, and nothing that it does not need.

use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Answer {
    success: bool,
    msg: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("no URL")?;
    let instance: u32 = arguments.next().ok_or("no instance")?.parse()?;
    let key = std::env::var("VAST_API_KEY")?;
    let http = client(arguments.next())?;
    let answer: Answer = http
        .delete(url)
        .bearer_auth(key)
        .json(&json!({ "dst_id": instance }))
        .send()
        .await?
        .error_for_status()?
        .json()
        .await?;
    if !answer.success {
        return Err(answer.msg.into());
    }
    println!("{}", answer.msg);
    Ok(())
}

#[cfg(any(feature = "tls", feature = "tls-ring"))]
fn client(ca_cert: Option<String>) -> Result<reqwest::Client, Box<dyn std::error::Error>> {
    #[cfg(feature = "tls-ring")]
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder();
    if let Some(path) = ca_cert {
        let certificate = reqwest::Certificate::from_pem(&std::fs::read(path)?)?;
        builder = builder.tls_certs_only([certificate]);
    }
    Ok(builder.build()?)
}

#[cfg(not(any(feature = "tls", feature = "tls-ring")))]
fn client(_: Option<String>) -> Result<reqwest::Client, Box<dyn std::error::Error>> {
    Ok(reqwest::Client::new())
}
