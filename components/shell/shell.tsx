'use client'
import { usePathname, useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'
import type { PulseData, ViewSpec } from '#lib/protocol.ts'
import { acknowledge, targetOf } from '../alert/actions.ts'
import { ruleKind, worst } from '../alert/alert-words.ts'
import { feed } from '../feed/socket.ts'
import { useConnection } from '../feed/use-connection.ts'
import { useView } from '../feed/use-view.ts'
import { Button } from '../ui/button.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Menu } from '../ui/menu.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { syncClock, useNow } from '../ui/time.tsx'
import { Toaster } from '../ui/toast.tsx'
import { Announcer, announce } from './announcer.tsx'
import { AlertBanner, ConnectionBanner, KafkaBanner } from './banners.tsx'
import { CrumbLine } from './crumb-line.tsx'
import { Help } from './help.tsx'
import { Bars, HalfMoon, Search } from './icons.tsx'
import { KafkaPill } from './kafka-pill.tsx'
import type { Handler } from './keymap.ts'
import { useKeys } from './keys.ts'
import { Notices } from './notices.tsx'
import { Palette } from './palette.tsx'
import { kafkaPages, pages, systemPages } from './places.ts'
import { Rail } from './rail.tsx'
import { RangeControl } from './range-control.tsx'
import { setTheme, themes, useTheme } from './theme.ts'

const none: never[] = []
/** Where the state of the cluster is what one looks at; elsewhere its notices would only be in the way. */
const noticed = new Set(['/', '/topics'])

const pulseSpec: ViewSpec = { kind: 'pulse' }

/** The frame of every page: rail, top bar, banners, palette, help, and the keys that work anywhere. */
export function Shell({ children }: { children: ReactNode }) {
  const { data } = useView(pulseSpec)
  const pulse = (data ?? null) as PulseData | null
  const link = useConnection()
  const path = usePathname()
  const [shown, setShown] = useState<'palette' | 'help' | 'nav' | null>(null)
  const close = () => setShown(null)
  // While the banner says that Kafka is down, the alert that says the same is not said again.
  const down = pulse?.kafka.state === 'down'
  const alerts = pulse?.alerts.top.filter((alert) => !(down && ruleKind(alert) === 'blind')) ?? none
  const top = worst(alerts, useNow())
  useAnywhere(setShown, () => (top ? acknowledge(targetOf(top)) : false))
  useConsoleClock()
  useAnnounced(pulse)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes what lay over the old one.
  useEffect(() => setShown(null), [path])
  useEffect(() => {
    // The server draws the frame; from here on its keys work.
    document.documentElement.dataset.ready = path
  }, [path])
  return (
    <>
      <a href="#main" className="btn btn-primary skip">
        Skip to content
      </a>
      <div className="shell">
        <Rail pulse={pulse} />
        <div className="min-w-0">
          <header className="topbar">
            <div className="rail:hidden">
              <Button look="quiet" icon aria-label="Navigation" onClick={() => setShown('nav')}>
                <Bars />
              </Button>
            </div>
            <CrumbLine firing={pulse?.alerts.firing ?? 0} />
            <RangeControl />
            <Button
              className="text-muted max-[700px]:w-7 max-[700px]:px-0"
              onClick={() => setShown('palette')}
              aria-label="Go to or do"
              aria-keyshortcuts="Control+K Meta+K"
            >
              <span className="rail:hidden">
                <Search />
              </span>
              <span className="max-[900px]:hidden">Go to or do…</span>
              <span className="max-[900px]:hidden">
                <Kbd keys="mod+k" />
              </span>
            </Button>
            <KafkaPill kafka={pulse?.kafka ?? null} />
            <ThemeSwitch />
          </header>
          <section className="banners" aria-label="Notices">
            <ConnectionBanner link={link} />
            {pulse && <KafkaBanner kafka={pulse.kafka} />}
            {path !== '/alerts' && <AlertBanner alerts={alerts} firing={pulse?.alerts.firing ?? 0} />}
            {pulse && noticed.has(path) && <Notices notices={pulse.notices} />}
          </section>
          <main className="main" id="main" tabIndex={-1}>
            {children}
          </main>
        </div>
      </div>
      <Sheet open={shown === 'nav'} onClose={close} title="Navigation" side="left" bare>
        <Rail pulse={pulse} onGo={close} />
      </Sheet>
      <Palette open={shown === 'palette'} onClose={close} top={top} />
      <Help open={shown === 'help'} onClose={close} />
      <Toaster />
      <Announcer />
    </>
  )
}

function ThemeSwitch() {
  const theme = useTheme()
  return (
    <Menu
      look="quiet"
      icon
      name="Theme"
      items={themes.map(({ id, title }) => ({ label: title, checked: theme === id, run: () => setTheme(id) }))}
    >
      <HalfMoon />
    </Menu>
  )
}

/** The keys that work on every page. */
function useAnywhere(show: (what: 'palette' | 'help') => void, acknowledgeTop: () => unknown) {
  const router = useRouter()
  const go = [...pages, ...systemPages, ...kafkaPages].filter((place) => place.keys)
  const keys: Record<string, Handler> = {
    'mod+k': { say: 'Go to or do', run: () => show('palette') },
    '?': { say: 'These keys', run: () => show('help') },
    '/': { say: 'Filter', run: focusFilter, works: () => filterOf() !== null },
    'shift+a': { say: 'Acknowledge the worst alert', run: acknowledgeTop },
    ...Object.fromEntries(
      go.map((place) => [place.keys as string, { say: place.title, run: () => router.push(place.href) }]),
    ),
  }
  useKeys(keys, { title: 'Anywhere' })
  useEffect(() => {
    const help = () => show('help')
    window.addEventListener('milena:help', help)
    return () => window.removeEventListener('milena:help', help)
  }, [show])
}

/** The first filter of the page. */
const filterOf = () => document.querySelector<HTMLInputElement>('main [data-filter], main input[type=search]')

/** Puts the cursor into the filter; false when there is none. */
function focusFilter(): boolean {
  const input = filterOf()
  input?.focus()
  input?.select()
  return input !== null
}

/** Sets the page's clock by the console's, with every pulse as it comes: what is rendered later would be late. */
function useConsoleClock() {
  useEffect(() => {
    const view = feed().store.view<never, PulseData>(pulseSpec)
    return view.subscribe(() => {
      const now = view.get().data?.now
      if (now) syncClock(now)
    })
  }, [])
}

/** Reads out changes of alert counts and of Kafka's state. */
function useAnnounced(pulse: PulseData | null) {
  const firing = pulse?.alerts.firing
  const kafka = pulse?.kafka.state
  const [said, setSaid] = useState<{ firing?: number; kafka?: string }>({})
  useEffect(() => {
    if (firing === undefined || kafka === undefined) return
    if (said.firing !== undefined && said.firing !== firing)
      announce(firing ? `${firing} alerts firing` : 'No alert fires any more')
    if (said.kafka !== undefined && said.kafka !== kafka)
      announce(kafka === 'up' ? 'Kafka is reachable' : 'Kafka is not reachable')
    if (said.firing !== firing || said.kafka !== kafka) setSaid({ firing, kafka })
  }, [firing, kafka, said])
}
