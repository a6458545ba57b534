import { Count } from '@/components/ui/count'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import type { ByteRow } from '@/lib/domain/byte-rows'
import { ByteLines } from './byte-lines'

interface Side {
  rows: ByteRow[]
  length: number
}

interface DeliveryDiffProps {
  diff: { offset: number; arrived: Side; signed: Side }
  /** What the second byte string is. */
  signedLabel: string
}

/** Both byte strings around the first byte in which they differ. */
export function DeliveryDiff({ diff, signedLabel }: DeliveryDiffProps) {
  return (
    <Panel aria-labelledby="diff-title">
      <PanelHeader id="diff-title" title={`First difference, byte ${diff.offset}`}>
        <span className="text-xs text-ink-3">{lengthWords(diff)}</span>
      </PanelHeader>
      <PanelBody className="grid gap-x-8 gap-y-4 xl:grid-cols-2">
        <DiffSide title="what arrived" side={diff.arrived} />
        <DiffSide title={signedLabel} side={diff.signed} />
      </PanelBody>
    </Panel>
  )
}

function DiffSide({ title, side }: { title: string; side: Side }) {
  return (
    <div className="min-w-0">
      <p className="mb-1 text-2xs text-ink-3">
        {title} · <Count value={side.length} /> bytes
      </p>
      <ByteLines rows={side.rows} label={`Bytes of ${title}`} />
    </div>
  )
}

function lengthWords({ arrived, signed }: DeliveryDiffProps['diff']): string {
  const longer = arrived.length - signed.length
  if (longer === 0) return 'both of the same length'
  const bytes = Math.abs(longer) === 1 ? 'one byte' : `${Math.abs(longer)} bytes`
  return longer > 0 ? `${bytes} more arrived than were signed` : `${bytes} fewer arrived than were signed`
}
