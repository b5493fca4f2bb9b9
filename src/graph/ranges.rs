//! Items by ranges of their keys, so that each range can be sorted on a thread of its own: the first half of a sample sort
//! (Frazer and McKellar, *Samplesort*, 1970).

use rayon::prelude::*;

/// Below this many items a range is not worth a thread's attention.
const SMALLEST: usize = 2048;
/// Ranges for each thread: some come out larger than others.
const RANGES_PER_THREAD: usize = 8;
/// Keys looked at for each range to tell where it should end.
const SAMPLES_PER_RANGE: usize = 16;

/// The items of many lists by ranges of their keys, in the order of the ranges; within a range they are in no order. Equal
/// keys come into one range.
pub(super) fn by_ranges<T: Send + Sync, K: Ord + Clone + Send + Sync>(
    lists: Vec<Vec<T>>,
    key: impl Fn(&T) -> &K + Sync,
) -> Vec<Vec<T>> {
    let count: usize = lists.iter().map(Vec::len).sum();
    let ranges = (count / SMALLEST).clamp(1, rayon::current_num_threads() * RANGES_PER_THREAD);
    if ranges == 1 {
        return vec![gathered(lists)];
    }
    let bounds = bounds(&lists, ranges, &key);
    let pieces: Vec<Vec<Vec<T>>> = lists
        .into_par_iter()
        .flat_map(|list| list.into_par_iter().with_min_len(SMALLEST))
        .fold(
            || (0..ranges).map(|_| Vec::new()).collect(),
            |mut piece: Vec<Vec<T>>, item| {
                let range = bounds.partition_point(|bound| bound <= key(&item));
                piece[range].push(item);
                piece
            },
        )
        .collect();
    let mut by_range: Vec<Vec<Vec<T>>> = (0..ranges).map(|_| Vec::with_capacity(pieces.len())).collect();
    for piece in pieces {
        for (range, items) in by_range.iter_mut().zip(piece) {
            range.push(items);
        }
    }
    by_range.into_par_iter().map(gathered).collect()
}

/// The keys at which all ranges but the first begin, from a sample.
fn bounds<T, K: Ord + Clone>(lists: &[Vec<T>], ranges: usize, key: &impl Fn(&T) -> &K) -> Vec<K> {
    let items = || lists.iter().flatten();
    let step = (lists.iter().map(Vec::len).sum::<usize>() / (ranges * SAMPLES_PER_RANGE)).max(1);
    let mut samples: Vec<&K> = items().step_by(step).map(key).collect();
    samples.sort_unstable();
    (1..ranges).map(|range| samples[range * samples.len() / ranges].clone()).collect()
}

/// The items of many lists in one, each list given back as soon as it is empty.
fn gathered<T>(lists: Vec<Vec<T>>) -> Vec<T> {
    let mut all = Vec::with_capacity(lists.iter().map(Vec::len).sum());
    lists.into_iter().for_each(|mut list| all.append(&mut list));
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn ranges_in_their_order_hold_all_items_and_part_no_equal_keys(
            lists in proptest::collection::vec(proptest::collection::vec(0_u32..500, 0..9000), 0..5),
        ) {
            let mut sorted: Vec<u32> = lists.iter().flatten().copied().collect();
            sorted.sort_unstable();
            let mut ranges = by_ranges(lists, |item| item);
            ranges.retain(|range| !range.is_empty());
            for neighbours in ranges.windows(2) {
                prop_assert!(neighbours[0].iter().max() < neighbours[1].iter().min());
            }
            ranges.iter_mut().for_each(|range| range.sort_unstable());
            prop_assert_eq!(ranges.concat(), sorted);
        }
    }
}
