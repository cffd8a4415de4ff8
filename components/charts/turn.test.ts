import assert from 'node:assert/strict'
import { it } from 'node:test'
import { atRest, flatten, frameOf } from './turn.ts'

it('lays a flat cloud down as it is, filling the picture', () => {
  assert.deepEqual(
    flatten(
      [
        [10, 0],
        [14, 2],
      ],
      atRest,
    ),
    [
      { x: -1, y: -0.5, near: 0 },
      { x: 1, y: 0.5, near: 0 },
    ],
  )
  assert.deepEqual(flatten([[3]], atRest), [{ x: 0, y: 0, near: 0 }])
})

it('keeps a cloud in space inside the picture however it is turned, and tells near from far', () => {
  const corners = [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => [-1, 1].map((z) => [x, y, z])))
  for (const yaw of [0, 1, 2.5, -3]) {
    for (const { x, y, near } of flatten(corners, { yaw, pitch: yaw / 2 })) {
      assert.ok(Math.hypot(x, y, near) <= 1 + 1e-9)
    }
  }
  const [far, close] = flatten(
    [
      [0, 1, 0],
      [0, -1, 0],
      [0, 0, 1],
    ],
    { yaw: 0, pitch: 0 },
  )
  assert.ok(far!.near < close!.near)
  assert.equal(frameOf([[1, 2, 3]]).radius, 1)
})
