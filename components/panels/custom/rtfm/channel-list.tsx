'use client'
import { number } from '#components/ui/format.ts'
import { type Channel, sayChannel } from './parts.ts'

interface ChannelListProps {
  channels: Channel[]
  value: string
  onChange: (channel: string) => void
}

/** The channels, each with how lively it is and how much came since it was read. */
export function ChannelList({ channels, value, onChange }: ChannelListProps) {
  return (
    <nav className="channels" aria-label="Channels">
      <ul>
        {channels.map((channel) => (
          <li key={channel.id}>
            <button type="button" aria-pressed={value === channel.id} onClick={() => onChange(channel.id)}>
              <span className="channel-name">{sayChannel(channel.id)}</span>
              <span className="channel-rate">{sayRate(channel.perMinute)}</span>
              {channel.unread > 0 && (
                <span className="channel-new" title={`${channel.unread} since you looked here`}>
                  <span className="sr-only">unread: </span>
                  {channel.unread > 99 ? '99+' : channel.unread}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

const sayRate = (perMinute: number): string => (perMinute >= 0.5 ? `${number(Math.round(perMinute))}/min` : 'quiet')
