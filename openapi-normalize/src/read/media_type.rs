//! What a media type says.

/// `application/json`, and every other media type whose content is JSON (RFC 6839, section 3.1).
pub(crate) fn is_json(essence: &str) -> bool {
    essence == "application/json"
        || essence == "application/*"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// A media type without its parameters, in lower case.
pub(crate) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}
