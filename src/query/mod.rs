//! Questions to a graph: which entity a name means, what is known of it, how two hang together, what there is.

mod name;
mod overview;
mod path;
mod selection;

pub use name::{NameError, find, resolve};
pub use overview::{Overview, overview};
pub use path::{Hop, Path, paths};
pub use selection::{LeftOut, Selection};
