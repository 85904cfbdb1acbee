use syn::{Field, LitStr, Token};

/// The name that a generated field has in JSON, or `None` for the flattened field that takes all
/// other properties.
#[must_use]
pub fn wire_name(field: &Field) -> Option<String> {
    let mut name = field.ident.as_ref()?.to_string();
    let mut flattened = false;
    let attributes = field.attrs.iter();
    for attribute in attributes.filter(|attribute| attribute.path().is_ident("serde")) {
        // An error only means that there is an option of serde that is not read here.
        let _ = attribute.parse_nested_meta(|meta| {
            flattened |= meta.path.is_ident("flatten");
            if meta.input.peek(Token![=]) {
                let value: LitStr = meta.value()?.parse()?;
                if meta.path.is_ident("rename") {
                    name = value.value();
                }
            }
            Ok(())
        });
    }
    (!flattened).then_some(name)
}
