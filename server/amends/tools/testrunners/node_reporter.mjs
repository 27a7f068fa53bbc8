// Tells a run of Node's tests as lines of JSON, the last of which says that the run came to its end.

import { fileURLToPath } from 'node:url'

export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type === 'test:stderr') yield line({ type, file: path(data.file), message: data.message })
    else if (type === 'test:start' || type === 'test:pass' || type === 'test:fail') yield line(told(type, data))
  }
  yield line({ type: 'end' })
}

function told(type, { name, nesting, file, line, skip, todo, expectFailure, details }) {
  // What is expected to fail says as little of the code as what is skipped.
  const skipped = [skip, todo, expectFailure].some((mark) => mark !== undefined && mark !== false)
  const { error } = details ?? {}
  return { type, name, nesting, file: path(file), line, skipped, suite: details?.type === 'suite', error: error && failure(error) }
}

// What was thrown stands in Node's own error as its cause; anything may be thrown.
function failure(error) {
  const thrown = error.code === 'ERR_TEST_FAILURE' && error.cause !== undefined ? error.cause : error
  const { name, message, stack } = thrown !== null && typeof thrown === 'object' ? thrown : {}
  return { kind: error.failureType, name, message: String(message ?? thrown), stack: stack ?? error.stack }
}

// Node 18 gives URLs where later ones give paths.
function path(file) {
  return file?.startsWith('file:') ? fileURLToPath(file) : file
}

function line(event) {
  return JSON.stringify(event) + '\n'
}
