/** Little outlives a tidying of the nursery: on two processors V8's helper threads cost more to wake than they carry (the feed takes in 15 % more without). */
const common = ['--disable-warning=ExperimentalWarning', '--no-parallel-scavenge']

/**
 * What Milena's processes are started with. On a large machine V8 lets its nursery grow far beyond what they need: one run each of the console at 24,000
 * records/s gave 526 MiB resident without the limit and 401 MiB with it.
 */
export const nodeFlags = [...common, '--max-semi-space-size=8']

/** glibc gives every thread a heap of its own, and none gives back what another could use: two for all keep a process' memory flat. Others ignore it. */
export const nodeEnv = { MALLOC_ARENA_MAX: '2' }

/**
 * The console's. The less memory V8 is told it has, the earlier it tidies up: in a million records with 512 MiB 44 times (8.1 s of processor time for
 * them), with 1 GiB 21 times (6.5 s), with 2 GiB 9 times (5.8 s). In an hour's worth of demo traffic it had 263, 296 and 397 MiB resident at most.
 * Counted before Kafka's replies were read into buffers that are used again; since then it is about half as often.
 */
export const consoleFlags = [...common, '--max-semi-space-size=16', '--max-old-space-size=1024']

/**
 * A worker's that is run by itself (`npm run worker`): its nursery is large enough that most of what a batch needs is over before it is tidied. With 8 MiB
 * the crypto and delinquency workers do a fifth less.
 */
export const workerFlags = [...common, '--max-semi-space-size=32']

/**
 * The demo's workers': what share one machine with broker and console. V8's optimizing compiler takes 120 MiB for the model runtime's largest functions and
 * keeps them; without it a worker with a model has 148 MiB and still scores 180,000 rows/s. `npm run worker` is not held back so.
 */
export const demoFlags = [...nodeFlags, '--max-old-space-size=256', '--liftoff-only']
