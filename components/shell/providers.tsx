'use client'

import { ThemeProvider } from 'next-themes'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import { useEffect, type ReactNode } from 'react'
import { ClockProvider } from '@/components/ui/clock'
import { TooltipProvider } from '@/components/ui/tooltip'
import { rememberPreference, ZONE_COOKIE } from './preferences'
import { StyleNonce } from './style-nonce'

interface ProvidersProps {
  nonce: string | undefined
  now: number
  zone: string
  children: ReactNode
}

export function Providers({ nonce, now, zone, children }: ProvidersProps) {
  // External system: the cookie jar. Tells the next render on the server which zone the reader lives in.
  useEffect(() => {
    rememberPreference(ZONE_COOKIE, Intl.DateTimeFormat().resolvedOptions().timeZone)
  }, [])
  return (
    <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem {...(nonce ? { nonce } : {})}>
      <StyleNonce nonce={nonce} />
      <NuqsAdapter>
        <ClockProvider now={now} zone={zone}>
          <TooltipProvider delayDuration={300}>{children}</TooltipProvider>
        </ClockProvider>
      </NuqsAdapter>
    </ThemeProvider>
  )
}
