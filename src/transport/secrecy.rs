//! What keeps the API key secret: the key itself, what is taken out of printed text, and where a
//! request may carry the key.

mod api_key;
pub(super) mod base_url;
mod redaction;

pub use api_key::{ApiKey, InvalidApiKey};
pub use base_url::DEFAULT_BASE_URL;
