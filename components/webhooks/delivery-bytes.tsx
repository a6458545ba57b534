'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Count } from '@/components/ui/count'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import type { BytesPart } from '@/lib/query/delivery-bytes'
import { ByteLines, Segments } from './byte-lines'
import { errorMessage, isRecord } from './api'

interface DeliveryBytesProps {
  first: BytesPart
  /** Where further parts come from. */
  url: string
}

/** The exact bytes as text and as hex, personal data masked. Long ones come in parts. */
export function DeliveryBytes({ first, url }: DeliveryBytesProps) {
  const { parts, next, load, trouble, pending } = useParts(first, url)
  const rows = parts.flatMap((part) => part.rows)
  const text = parts.flatMap((part) => part.text)
  const hidden = parts.reduce((sum, part) => sum + part.hiddenCount, 0)
  return (
    <Panel aria-labelledby="bytes-title">
      <PanelHeader id="bytes-title" title="The exact bytes">
        <span className="text-xs text-ink-3">
          <Count value={first.size} /> bytes
          {hidden > 0 && `, ${hidden} of them personal data and masked`}
        </span>
      </PanelHeader>
      <PanelBody>
        {first.size === 0 ? (
          <p className="text-ink-3">The body was empty.</p>
        ) : (
          <Tabs defaultValue="text">
            <TabsList aria-label="How the bytes are shown">
              <TabsTrigger value="text">Text</TabsTrigger>
              <TabsTrigger value="hex">Hex</TabsTrigger>
            </TabsList>
            <TabsContent value="text">
              <pre
                tabIndex={0}
                aria-label="Body as text"
                className="mono max-h-96 overflow-auto leading-5 break-all whitespace-pre-wrap -outline-offset-2"
              >
                <Segments segments={text} />
              </pre>
            </TabsContent>
            <TabsContent value="hex">
              <ByteLines rows={rows} label="Body as hex" className="max-h-96 overflow-y-auto" />
            </TabsContent>
          </Tabs>
        )}
        {next !== null && (
          <div className="mt-3 flex flex-wrap items-center gap-3">
            <Button onClick={() => void load()} aria-disabled={pending}>
              {pending ? 'Loading…' : 'Show more'}
            </Button>
            <span role="status" className="text-xs text-ink-3">
              {trouble ?? `${next} of ${first.size} bytes shown`}
            </span>
          </div>
        )}
      </PanelBody>
    </Panel>
  )
}

function useParts(first: BytesPart, url: string) {
  const [more, setMore] = useState<BytesPart[]>([])
  const [trouble, setTrouble] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const parts = [first, ...more]
  const next = parts.at(-1)?.next ?? null
  const load = async () => {
    if (pending || next === null) return
    setPending(true)
    try {
      const response = await fetch(`${url}${url.includes('?') ? '&' : '?'}from=${next}`)
      const body: unknown = await response.json()
      if (response.ok && isPart(body)) setMore([...more, body])
      else setTrouble(errorMessage(body, response.status))
    } catch {
      setTrouble('The desk did not answer. Try again.')
    }
    setPending(false)
  }
  return { parts, next, load, trouble, pending }
}

function isPart(value: unknown): value is BytesPart {
  return isRecord(value) && Array.isArray(value.rows) && Array.isArray(value.text)
}
