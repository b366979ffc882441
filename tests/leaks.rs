//! What is left behind when many people come and go, and what those who stopped reading cost the
//! others. A program of its own, because it counts the process's tasks and descriptors; its tests
//! take turns for the same reason.

#![allow(unreachable_pub, reason = "the modules of a test share their items")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that fails panics")]
#![allow(clippy::print_stdout, reason = "figures are printed")]

mod support;

use std::{
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use mayfly::{
    api::event_stream::Frame,
    chat::{ChatEvent, FinishReason},
    server::serve::raise_open_files,
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use tokio::{sync::Semaphore, task::JoinSet};

use support::{
    eventually,
    program::Program,
    service::Service,
    tab::Tab,
    told::Told,
    upstream::{
        GOOD,
        Step::{Accept, Drip, Forever, Role, Say, SayTime},
        Upstream, clock,
    },
};

static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

fn descriptors() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count()
}

const TABS: usize = 1000;
const AT_ONCE: usize = 24;

/// The service has a runtime of its own, so that its tasks can be told from the tests'.
#[test]
fn a_thousand_tabs_that_close_leave_nothing_behind() {
    let _turn = TURN.blocking_lock();
    raise_open_files();
    let theirs = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let ours = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let upstream = ours.block_on(async {
        let drips = vec![Accept, Role, Drip(Duration::from_millis(2)), Say("and on, "), Forever];
        Upstream::playing(drips).await
    });
    let url = upstream.url();
    let service = theirs.block_on(Service::configured(&url, |config| {
        config.limits.streams = AT_ONCE as u32;
        config.timeouts.idle = Duration::from_secs(60);
        config.timeouts.pool_idle = Duration::from_millis(100);
    }));
    let service = Arc::new(service);
    let seed = rand::random();
    println!("seed {seed}");
    ours.block_on(async {
        let tab = service.tab("Somebody").await;
        warm_up(&tab).await;
        rest(&service, &upstream, &theirs, usize::MAX, usize::MAX).await;
        let tasks = theirs.metrics().num_alive_tasks();
        let open = descriptors();

        let mut random = StdRng::seed_from_u64(seed);
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let mut tabs = JoinSet::new();
        for _ in 0..TABS {
            let place = places.clone().acquire_owned().await.unwrap();
            let (tab, pause, rude) = (tab.clone(), random.random_range(0..40_000), random.random());
            tabs.spawn(async move {
                come_and_go(&tab, Duration::from_micros(pause), rude).await;
                drop(place);
            });
        }
        while let Some(done) = tabs.join_next().await {
            done.unwrap();
        }
        rest(&service, &upstream, &theirs, tasks, open).await;
        println!(
            "{TABS} tabs closed: {} requests reached the model; tasks {tasks} → {}, descriptors {open} → {}",
            upstream.requests().len(),
            theirs.metrics().num_alive_tasks(),
            descriptors()
        );
        // All permits are back: as many answers as one person may have begin at once.
        let mut answers = Vec::new();
        for _ in 0..AT_ONCE {
            let mut answer = tab.ask("And now?").await;
            assert_eq!(answer.status, 200, "{}", answer.head);
            answer.first_words().await;
            answers.push(answer);
        }
        assert_eq!(tab.ask("One too many").await.status, 429);
    });
}

/// What is made once, at the first request, is made by now.
async fn warm_up(tab: &Tab) {
    let mut answers = Vec::new();
    for _ in 0..AT_ONCE {
        let mut answer = tab.ask("Begin").await;
        answer.first_words().await;
        answers.push(answer);
    }
}

/// Waits until nothing is open, and no more tasks and descriptors are there than before.
async fn rest(
    service: &Service,
    upstream: &Upstream,
    theirs: &tokio::runtime::Runtime,
    tasks: usize,
    open: usize,
) {
    service.is_at_rest().await;
    eventually("the model's server has no connection", Duration::from_secs(5), async || upstream.open() == 0)
        .await;
    // A connection to the pool's keeper, and what the kernel closes late.
    eventually("tasks and descriptors are what they were", Duration::from_secs(10), async || {
        theirs.metrics().num_alive_tasks() <= tasks && descriptors() <= open
    })
    .await;
}

async fn come_and_go(tab: &Tab, pause: Duration, rude: bool) {
    let begun = Instant::now();
    let asked = tokio::time::timeout(pause, tab.ask("Anything?")).await;
    let Ok(mut answer) = asked else { return };
    while let Ok(Ok(Some(_))) =
        tokio::time::timeout(pause.saturating_sub(begun.elapsed()), answer.frames()).await
    {}
    if rude {
        answer.reset();
    }
}

/// The small variant of [`two_hundred_stopped_readers_among_a_thousand_streams`].
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopped_readers_cost_the_others_nothing() {
    let _turn = TURN.lock().await;
    stopped_among(8, 32, Duration::from_secs(2)).await;
}

/// Prints what the others notice: run it with `cargo test --release --features ssr --test leaks --
/// --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: a minute on a machine that does nothing else"]
async fn two_hundred_stopped_readers_among_a_thousand_streams() {
    let _turn = TURN.lock().await;
    stopped_among(200, 800, Duration::from_secs(15)).await;
}

/// `stopped` tabs that read nothing of a flood, and `others` that read a token every 100 ms, each
/// with the time at which it left the model's server.
async fn stopped_among(stopped: usize, others: usize, time: Duration) {
    raise_open_files();
    clock();
    let without = delays(0, others, time).await;
    let with = delays(stopped, others, time).await;
    let ratio = with.p99.as_secs_f64() / without.p99.as_secs_f64();
    println!(
        "{others} readers, p50/p99 delay: alone {:?}/{:?}, beside {stopped} stopped {:?}/{:?} (p99 × {ratio:.2}); \
         memory {} → {} KiB alone, {} → {} KiB beside them; of their floods they took {} KiB; tokens {} and {}",
        without.p50,
        without.p99,
        with.p50,
        with.p99,
        without.kib_before,
        without.kib_after,
        with.kib_before,
        with.kib_after,
        with.flooded,
        without.tokens,
        with.tokens,
    );
    // What both runs have in common, the readers, is no cost of those who stopped.
    let alone = without.kib_after.saturating_sub(without.kib_before);
    let beside = with.kib_after.saturating_sub(with.kib_before);
    assert!(beside < alone + 8192 + 128 * stopped, "{alone} KiB alone, {beside} KiB beside them");
}

struct Delays {
    p50: Duration,
    p99: Duration,
    tokens: usize,
    /// KiB that the model's server could send to all readers that stopped, together.
    flooded: usize,
    /// The server's memory before anybody asked, and with all streams open.
    kib_before: usize,
    kib_after: usize,
}

async fn delays(stopped: usize, others: usize, time: Duration) -> Delays {
    let ticking = vec![Accept, Role, Drip(Duration::from_millis(100)), SayTime, Forever];
    let flood = vec![Accept, Role, Say("and on, and on, and on, and on, and on, and on, "), Forever];
    let scripts = [vec![flood; stopped], vec![ticking]].concat();
    let upstream = Upstream::playing_each(scripts).await;
    let settings = [("TIMEOUTS__WRITE", "10m"), ("LOG__FILTER", "error")];
    let program = Program::start(&upstream.url(), &settings).await;
    let tab = Tab::signed_in(program.address, "Somebody").await;
    let other = Tab::signed_in(program.address, "Somebody else").await;
    let kib_before = program.resident_kib();
    let mut stuck = Vec::new();
    for number in 0..stopped {
        stuck.push(tab.ask("Go on").await);
        let asked = async || upstream.requests().len() > number;
        eventually("the model is asked", Duration::from_secs(5), asked).await;
    }
    // What the kernel takes on the way has gone by then: from here on, they only stand.
    let flooded = if stopped > 0 { upstream.held_back().await / 1024 } else { 0 };
    let mut readers = JoinSet::new();
    for _ in 0..others {
        let mut answer = other.ask("Tick").await;
        answer.first_words().await;
        readers.spawn(async move {
            let mut delays = Vec::new();
            let until = Instant::now() + time;
            while Instant::now() < until {
                for frame in answer.frames().await.unwrap().expect("an answer that goes on") {
                    if let Frame::Event(ChatEvent::Delta(text)) = frame {
                        let sent: u64 = text.as_str().trim().parse().unwrap();
                        delays.push(clock().elapsed().saturating_sub(Duration::from_micros(sent)));
                    }
                }
            }
            delays
        });
    }
    let mut all = Vec::new();
    while let Some(delays) = readers.join_next().await {
        all.extend(delays.unwrap());
    }
    let kib_after = program.resident_kib();
    all.sort_unstable();
    // Each reader got what was sent to it while it read, give or take what a busy machine delays.
    let due = others * (time.as_millis() as usize / 100);
    assert!(all.len() > due / 3, "{} of about {due} tokens came", all.len());
    drop(stuck);
    let at = |part: f64| all[((all.len() - 1) as f64 * part) as usize];
    Delays { p50: at(0.5), p99: at(0.99), tokens: all.len(), flooded, kib_before, kib_after }
}

/// Sees that the counting itself works: a whole answer leaves nothing behind either.
#[tokio::test]
async fn a_whole_answer_leaves_nothing_behind() {
    let _turn = TURN.lock().await;
    let upstream = Upstream::playing(GOOD).await;
    let service = Service::configured(&upstream.url(), |config| {
        config.timeouts.pool_idle = Duration::from_millis(100);
    })
    .await;
    let tab = service.tab("Somebody").await;
    Told::by(tab.ask("A question").await).await.is_done("One, two.", FinishReason::Stop);
    service.is_at_rest().await;
    eventually("the kept connection is closed", Duration::from_secs(5), async || upstream.open() == 0).await;
}
