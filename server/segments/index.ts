export { buildSegment } from './keeping/build.ts'
export { keepSegments } from './keeping/keep.ts'
export { segmentReader } from './keeping/reader.ts'
export { segmentsKeeps } from './personal.ts'
