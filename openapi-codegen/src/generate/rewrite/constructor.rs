//! Removes `Client::new`, which makes an HTTP client of its own and panics where that fails: without certificates, or with a
//! reqwest without TLS. The runtime gives `Client::new_with_client` one.

use syn::{File, ImplItem, Item, Type};

use super::changed;
use crate::Error;

pub(super) fn remove(file: &mut File) -> Result<(), Error> {
    let is_client = |item: &&Item| matches!(item, Item::Struct(item) if item.ident == "Client");
    let clients = file.items.iter().filter(is_client).count();
    let mut removed = 0;
    for item in &mut file.items {
        let Item::Impl(block) = item else { continue };
        let is_of_client = block.trait_.is_none()
            && matches!(&*block.self_ty, Type::Path(path) if path.path.is_ident("Client"));
        if is_of_client {
            let before = block.items.len();
            block
                .items
                .retain(|item| !matches!(item, ImplItem::Fn(item) if item.sig.ident == "new"));
            removed += before - block.items.len();
        }
    }
    changed("remove `Client::new`", clients, removed)
}
