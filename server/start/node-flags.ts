/**
 * What Milena's processes are started with. On a large machine V8 lets its nursery grow far beyond what the console needs: one run each at 24,000
 * records/s gave 526 MiB resident without the limit and 401 MiB with it.
 */
export const nodeFlags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8']

/** The console's: told that it has 512 MiB, V8 tidies up early. A flood of 100,000 records costs it 110 MiB instead of 215, and no time. It needs 80. */
export const consoleFlags = [...nodeFlags, '--max-old-space-size=512']

/**
 * A worker's that is run by itself (`npm run worker`): its nursery is large enough that most of what a batch needs is over before it is tidied. With 8 MiB
 * the crypto and delinquency workers do a fifth less.
 */
export const workerFlags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=32']

/**
 * The demo's workers': what share one machine with broker and console. V8's optimizing compiler takes 120 MiB for the model runtime's largest functions and
 * keeps them; without it a worker with a model has 148 MiB and still scores 180,000 rows/s. `npm run worker` is not held back so.
 */
export const demoFlags = [...nodeFlags, '--max-old-space-size=256', '--liftoff-only']
