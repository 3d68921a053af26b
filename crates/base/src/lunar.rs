//! The lunar calendar (GB/T 33661-2017) as far as the statutory festivals need it.
