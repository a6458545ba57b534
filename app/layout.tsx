import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { ZONE_COOKIE } from '@/components/shell/preferences'
import { Providers } from '@/components/shell/providers'
import { isZone } from '@/lib/format/time'
import './globals.css'

export const dynamic = 'force-dynamic'

export const metadata: Metadata = {
  title: { default: 'Journey Desk', template: '%s · Journey Desk' },
  description: 'Which journeys are stuck, why, and whose move it is.',
  robots: { index: false, follow: false },
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfbfa' },
    { media: '(prefers-color-scheme: dark)', color: '#121211' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [head, jar] = await Promise.all([headers(), cookies()])
  const zone = decodeURIComponent(jar.get(ZONE_COOKIE)?.value ?? 'UTC')
  return (
    <html lang="en" suppressHydrationWarning className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body>
        <Providers nonce={head.get('x-nonce') ?? undefined} now={serverNow()} zone={isZone(zone) ? zone : 'UTC'}>
          {children}
        </Providers>
      </body>
    </html>
  )
}

function serverNow(): number {
  return Date.now()
}
