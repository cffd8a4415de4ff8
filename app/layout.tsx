import '@fontsource-variable/inter/wght.css'
import '@fontsource/geist-mono/latin-400.css'
import '@fontsource/geist-mono/latin-500.css'
import './globals.css'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { Shell } from '#components/shell/shell.tsx'
import { themeScript } from '#components/shell/theme-script.ts'

export const metadata: Metadata = {
  description: 'Live risk scores, jobs and alerts of prediction services on Kafka.',
  icons: { icon: '/icon.svg' },
  applicationName: 'Milena',
}
export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: dark)', color: '#0c0e11' },
    { media: '(prefers-color-scheme: light)', color: '#f6f7f8' },
  ],
}

export default async function Layout({ children }: { children: ReactNode }) {
  // Reading the headers makes every page dynamic, which the nonce of the Content-Security-Policy needs.
  const nonce = (await headers()).get('x-nonce') ?? undefined
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own constant, before the first paint. */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body>
        <Shell>{children}</Shell>
      </body>
    </html>
  )
}
