//! Questions to a graph, one file each: which entity a name means, how two hang together, what is around one, who paid what,
//! who served where, what happened when, what contradicts itself, what differs, what there is. No printing here.

mod conflicts;
mod diff;
mod ledger;
mod name;
mod name_pattern;
mod neighbors;
mod overview;
mod path;
mod people;
mod selection;
mod timeline;

pub use conflicts::{Conflict, conflicts};
pub use diff::{Change, Difference, diff};
pub use ledger::{Entry, Group, HeldBack, Sum, by_name, ledger, sums};
pub use name::{Fit, NameError, find, resolve};
pub use neighbors::{Neighbor, neighbors};
pub use overview::{Coverage, Overview, overview};
pub use path::{Hop, Path, PathQuery, Waypoint};
pub use people::{Service, people};
pub use selection::{LeftOut, Selection};
pub use timeline::{Event, What, timeline};
