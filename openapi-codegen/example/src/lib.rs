//! A client of a garden: see [`Client`].

include!(concat!(env!("OUT_DIR"), "/client.rs"));
