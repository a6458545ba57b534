// Writes ../trace-service.json from the .proto files.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import protobuf from 'protobufjs'

const folder = import.meta.dirname
const root = new protobuf.Root()
root.resolvePath = (_origin, target) => path.join(folder, target)
await root.load('opentelemetry/proto/collector/trace/v1/trace_service.proto')
writeFileSync(path.join(folder, '../trace-service.json'), `${JSON.stringify(root.toJSON(), null, 2)}\n`)
