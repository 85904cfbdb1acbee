//! The judge: reads the published document on its own, without the normalizer's code, and says whether
//! what a client sends and receives agrees with it.
//!
//! | to check | use |
//! | --- | --- |
//! | every operation of a client, with random values | [`conformance`] |
//! | one request of `cancel_sync`, or what the document says of it | [`cancel_sync`] |
//! | one answer of a server | [`answer`] |
//! | how much of a document a generated client covers | [`fidelity`] |
//! | a schema, an operation, a pointer of the document | [`openapi`] |
//! | what the document allows in requests or in responses | [`direction`], with [`discriminators`] |
//! | how a parameter is written | [`style`] |
//! | which variant of each union a value has | [`variants`] |
//! | whether two schemas allow the same, however they are written | [`shape`], over [`alternatives`] |
//! | whether the normalizer's report explains a difference | [`report`] |

pub mod alternatives;
pub mod answer;
pub mod cancel_sync;
pub mod conformance;
pub mod direction;
pub mod discriminators;
pub mod fidelity;
pub mod openapi;
pub mod report;
pub mod shape;
pub mod style;
pub mod variants;
