use std::str::FromStr;

use vast_sdk::InstanceId;

use crate::secrets;

/// An instance, written as in the official tool: `12371`, `C.12371` or `12371:/path`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    text: String,
    instance: InstanceId,
}

impl FromStr for Destination {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (instance, _) = text.split_once(':').unwrap_or((text, ""));
        let number = instance.strip_prefix("C.").unwrap_or(instance);
        let instance = number.parse().map_err(|_| {
            let shown = secrets::shown(text);
            format!("{shown} is not an instance: expected 12371, C.12371 or 12371:/path")
        })?;
        if instance == InstanceId::from(0) {
            return Err("there is no instance 0".to_owned());
        }
        Ok(Self {
            text: text.to_owned(),
            instance,
        })
    }
}

impl Destination {
    pub fn instance(&self) -> InstanceId {
        self.instance
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn has_path(&self) -> bool {
        let path = self.text.split_once(':');
        path.is_some_and(|(_, path)| !path.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_an_instance_in_any_of_the_official_forms() {
        for text in ["12371", "C.12371", "12371:/path", "C.12371:/a:b", "12371:"] {
            let destination: Destination = text.parse().unwrap();
            assert_eq!(destination.instance, InstanceId::from(12371), "{text}");
            assert_eq!(destination.has_path(), text.contains('/'), "{text}");
        }
        for text in [
            "",
            "C.",
            "V.12371",
            "local:/path",
            ":/path",
            "-1",
            "1e3",
            "12371/path",
        ] {
            let error = text.parse::<Destination>().unwrap_err();
            assert!(error.contains(&format!("{text:?}")), "{error}");
        }
    }
}
