use std::cell::Cell;

/// How often a variant is tried after a better one did not decode, within one value that is not inside of
/// another union. Unions in unions would double the attempts on each level, so all levels share them.
const MOST: u32 = 10_000;

thread_local! {
    /// The retries that are left; `None` outside of a union. A union is decoded within one call of
    /// `Deserialize`, which takes no argument that could hand them to the unions inside.
    static LEFT: Cell<Option<u32>> = const { Cell::new(None) };
}

/// Allows retries until the outermost union is decoded.
pub(super) struct Retries {
    are_outermost: bool,
}

impl Retries {
    pub(super) fn begin() -> Self {
        let are_outermost = LEFT.get().is_none();
        if are_outermost {
            LEFT.set(Some(MOST));
        }
        Self { are_outermost }
    }

    pub(super) fn take() -> bool {
        let left = LEFT.get().and_then(|left| left.checked_sub(1));
        if left.is_some() {
            LEFT.set(left);
        }
        left.is_some()
    }
}

impl Drop for Retries {
    fn drop(&mut self) {
        if self.are_outermost {
            LEFT.set(None);
        }
    }
}
