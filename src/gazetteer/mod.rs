//! The official divisions of China.
