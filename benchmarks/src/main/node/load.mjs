// Creates, reads or updates objects through @kessler/s3-store, so many at once:
//
//   node load.mjs ENDPOINT BUCKET small|hot AT_ONCE
//
// Each line of standard input is a round: what to do (create or get; of hot always an update) and for
// how many milliseconds. Each line of standard output is what was done in it: operations, nanos on the
// clock, cpu nanos of the process. Ends with its standard input.
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { S3Client } from '@aws-sdk/client-s3'
import createS3Store, {
  ConcurrentWriteConflictError,
  KeyExistsError,
  StaleDataError,
  createJsonWrapper,
} from '@kessler/s3-store'

const LONGEST_PAUSE_MILLIS = 200
const body = Buffer.alloc(1024, 'x')
const [endpoint, bucket, load, atOnce] = process.argv.slice(2)
// Its own defaults but for the server; the connections are those of its Node handler, 50.
const client = new S3Client({ endpoint, forcePathStyle: true, region: process.env.AWS_REGION })
const store = createS3Store(bucket, { client })
const json = createJsonWrapper(store)
let next = 0

const lost = (error) =>
  error instanceof StaleDataError ||
  error instanceof KeyExistsError ||
  error instanceof ConcurrentWriteConflictError

async function update(end) {
  for (let tries = 0; Date.now() < end; tries++) {
    const [value, etag] = await json.getObject('hot/node')
    try {
      await json.putObjectIfMatch('hot/node', { count: value.count + 1 }, etag)
      return true
    } catch (error) {
      if (!lost(error)) {
        throw error
      }
    }
    // Full jitter: equal pauses would let the same writers meet again.
    await sleep(Math.random() * Math.min(LONGEST_PAUSE_MILLIS, 10 * 2 ** tries))
  }
  return false
}

async function once(operation, worker, end) {
  if (load === 'hot') {
    return update(end)
  }
  if (operation === 'create') {
    await store.createObject(`node/create/${next++}`, body)
  } else {
    const bytes = await (await store.getObject(`node/get/${worker}`)).asByteArray()
    if (bytes.length !== body.length) {
      throw new Error('a read gave something else than was written')
    }
  }
  return true
}

async function work(operation, worker, end) {
  let done = 0
  do {
    if (await once(operation, worker, end)) {
      done++
    }
  } while (Date.now() < end)
  return done
}

if (load === 'small') {
  for (let i = 0; i < atOnce; i++) {
    await store.createObject(`node/get/${i}`, body)
  }
} else {
  await json.createObject('hot/node', { count: 0 })
}
console.log('ready')
for await (const line of createInterface({ input: process.stdin })) {
  const [operation, millis] = line.split(' ')
  const cpu = process.cpuUsage()
  const began = process.hrtime.bigint()
  const end = Date.now() + Number(millis)
  const all = await Promise.all(Array.from({ length: atOnce }, (_, i) => work(operation, i, end)))
  const used = process.cpuUsage(cpu)
  const nanos = Number(process.hrtime.bigint() - began)
  const operations = all.reduce((sum, one) => sum + one, 0)
  console.log(`operations=${operations} nanos=${nanos} cpu=${(used.user + used.system) * 1000}`)
}
