//! t
use chihosai_tests::prelude::*;

#[test]
fn timing() {
    let t = std::time::Instant::now();
    let mut world = World::tokyo_32().with_holders(4);
    println!("world {:?}", t.elapsed());
    let t = std::time::Instant::now();
    world.digest();
    println!("digest {:?}", t.elapsed());
    let t = std::time::Instant::now();
    world.refused(Outsider, world.token().call_mut().pause(), TokenError::MissingRole);
    println!("refused {:?}", t.elapsed());
    let t = std::time::Instant::now();
    world.units(Alice);
    println!("read {:?}", t.elapsed());
}
