'use client'
import { Dialog } from '../ui/dialog.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { activeKeys } from './keys.ts'

/** The keys that work on this page, as they are right now. */
export function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Keys on this page">
      <div className="grid gap-x-8 gap-y-4 phone:grid-cols-2">
        {open &&
          activeKeys().map(({ title, bindings }) => (
            <section key={title}>
              <h3 className="mb-1 text-small font-medium text-faint">{title}</h3>
              <dl>
                {bindings.map(({ keys, say }) => (
                  <div key={keys} className="flex min-h-7 items-center justify-between gap-4">
                    <dt>{say}</dt>
                    <dd>
                      <span className="sr-only">{keys}</span>
                      <Kbd keys={keys} />
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
      </div>
      <p className="mt-4 text-small text-faint">
        Keys are off while you type. Two keys are pressed one after the other.
      </p>
    </Dialog>
  )
}
