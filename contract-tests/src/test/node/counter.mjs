// Increments a JSON counter, {"count": n}, through @kessler/s3-store: the other half of the interop
// test, whose first half is an Etagere store that increments the same key.
//
//   node counter.mjs --endpoint URL --bucket B --key K --times N [--unquoted-etags] [--seconds S]
//
// Credentials and region come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION
// (us-east-1). --unquoted-etags is for Ceph 16, which takes no others in a PUT. It stops trying
// after S seconds (300).
//
// Prints acknowledged=N conflicts=M unknown=U. An increment is tried until it is acknowledged; a
// try whose outcome nobody knows (5xx, connection lost) is counted under `unknown` and tried again.
// So the counter has grown by N, and by at most U more, as long as no reply is lost. A reply lost:
// the SDK sends the PUT again by itself, meets its own write and calls it a conflict, and so do we,
// though the counter has grown. With AWS_MAX_ATTEMPTS=1 it does not, and N to N + U holds always.
//
// Exit codes: 0 all acknowledged, 1 gave up or refused, 2 wrong usage.
import { parseArgs } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { S3Client } from '@aws-sdk/client-s3'
import createS3Store, {
  ConcurrentWriteConflictError,
  KeyExistsError,
  StaleDataError,
  createJsonWrapper,
} from '@kessler/s3-store'

const PAUSE_MAX_MILLIS = 100
const ANSWER_MAX_MILLIS = 20_000

const lost = (error) =>
  error instanceof StaleDataError ||
  error instanceof KeyExistsError ||
  error instanceof ConcurrentWriteConflictError

const absent = (error) => error.name === 'NoSuchKey'

// a code is the operating system's: the connection was refused or broke
const doubtful = (error) =>
  error.$metadata?.httpStatusCode >= 500 ||
  error.name === 'TimeoutError' ||
  typeof error.code === 'string'

class Counter {
  acknowledged = 0
  conflicts = 0
  unknown = 0
  #store
  #key
  #etag
  #end

  constructor(store, key, etag, end) {
    this.#store = store
    this.#key = key
    this.#etag = etag
    this.#end = end
  }

  async increment() {
    for (let tries = 0; !(await this.#tryOnce()); tries++) {
      if (Date.now() > this.#end) {
        throw new Error(`out of time: ${this}`)
      }
      // full jitter: equal pauses would let the same clients meet again
      await sleep(Math.random() * Math.min(PAUSE_MAX_MILLIS, 2 ** tries))
    }
    this.acknowledged++
  }

  async #tryOnce() {
    const current = await this.#read()
    if (!current) {
      return false
    }
    try {
      await this.#write(...current)
      return true
    } catch (error) {
      if (lost(error) || absent(error)) {
        this.conflicts++
      } else if (doubtful(error)) {
        this.unknown++
      } else {
        throw error
      }
      return false
    }
  }

  /** Returns [value, etag], [undefined] if there is no such key, or nothing if nobody answered. */
  async #read() {
    try {
      return await this.#store.getObject(this.#key)
    } catch (error) {
      if (absent(error)) {
        return [undefined]
      }
      if (doubtful(error)) {
        return undefined
      }
      throw error
    }
  }

  #write(value, etag) {
    if (value && !Number.isInteger(value.count)) {
      throw new TypeError(`${this.#key} holds no {"count": n}`)
    }
    return value === undefined
      ? this.#store.createObject(this.#key, { count: 1 })
      : this.#store.putObjectIfMatch(
          this.#key,
          { ...value, count: value.count + 1 }, // what others keep beside it stays
          this.#etag(etag),
        )
  }

  toString() {
    return `acknowledged=${this.acknowledged} conflicts=${this.conflicts} unknown=${this.unknown}`
  }
}

function options() {
  const text = { type: 'string' }
  const { values } = parseArgs({
    options: {
      endpoint: text,
      bucket: text,
      key: text,
      times: text,
      seconds: { ...text, default: '300' },
      'unquoted-etags': { type: 'boolean', default: false },
    },
  })
  for (const name of ['endpoint', 'bucket', 'key']) {
    if (!values[name]) {
      throw new TypeError(`--${name} is missing`)
    }
  }
  for (const name of ['times', 'seconds']) {
    if (!/^\d+$/.test(values[name] ?? '')) {
      throw new TypeError(`--${name} must be a whole number`)
    }
  }
  return values
}

function client(endpoint) {
  return new S3Client({
    endpoint,
    region: process.env.AWS_REGION ?? 'us-east-1',
    forcePathStyle: true,
    // Ceph 16 refuses the CRC32 that the SDK would add
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // without it a server that stalls would be waited for without end
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: ANSWER_MAX_MILLIS,
      throwOnRequestTimeout: true,
    },
  })
}

async function run({ endpoint, bucket, key, times, seconds, 'unquoted-etags': unquoted }) {
  const store = createJsonWrapper(createS3Store(bucket, { client: client(endpoint) }))
  const etag = unquoted ? (quoted) => quoted.replaceAll('"', '') : (quoted) => quoted
  const counter = new Counter(store, key, etag, Date.now() + seconds * 1000)
  for (let i = 0; i < times; i++) {
    await counter.increment()
  }
  console.log(`${counter}`)
}

let given
try {
  given = options()
} catch (error) {
  console.error(`counter.mjs: ${error.message}`)
  process.exit(2)
}
try {
  await run(given)
} catch (error) {
  console.error(`counter.mjs: ${error.name}: ${error.message}`)
  process.exit(1)
}
