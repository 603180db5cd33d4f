//! jsonwebtoken behind an adapter.

use adapters::serve;
use adapters::validator::verify;

fn main() {
    serve("jsonwebtoken", &["token-validator"], &[("verify", verify)]);
}
