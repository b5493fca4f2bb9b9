//! Explanation: what the rules see in a text, what fired, what was stopped, what nearly fired, and why.

mod reason;
mod report;
mod view;

pub use report::{
    Claim, Entity, Explanation, Fired, Folded, Mention, Near, Sentence, SlotFill, Stopped, UnknownRule, explain,
};
