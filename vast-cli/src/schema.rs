use vast_sdk::Canceled;

use crate::{
    exit_status::{ExitStatus, Failure},
    output,
};

/// `vast schema`: an outcome has the same schema whether it is a success or an error.
pub fn run() -> Result<ExitStatus, Failure> {
    let schema = schemars::schema_for!(Canceled);
    let text = serde_json::to_string_pretty(&schema);
    let text = text.map_err(|error| ExitStatus::Output.failure(error.to_string()))?;
    output::results(format!("{text}\n").as_bytes())
}
