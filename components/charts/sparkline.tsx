import { prepareSparkline, trendDirection } from './prepare-sparkline'

const BARS = 12
const WIDTH = 60
const HEIGHT = 14

/** A trend in a table row; its direction is read out. */
export function Sparkline({ values }: { values: number[] }) {
  const heights = prepareSparkline(values, BARS)
  const slot = WIDTH / Math.max(1, heights.length)
  return (
    <svg width={WIDTH} height={HEIGHT} role="img" aria-label={trendDirection(values)} className="block">
      {heights.map((height, index) => {
        const tall = Math.max(1, height * HEIGHT)
        return (
          <rect
            key={index}
            x={index * slot}
            y={HEIGHT - tall}
            width={slot - 1}
            height={tall}
            className={height > 0 ? 'fill-ink-3' : 'fill-line-strong'}
          />
        )
      })}
    </svg>
  )
}

/** A horizontal bar whose length is a share of the row; drawn as SVG, so that no inline style is needed. */
export function ShareBar({ share, className }: { share: number; className: string }) {
  return (
    <svg className="block h-2.5 w-full" aria-hidden="true">
      <rect width={`${Math.max(1.5, Math.min(100, share * 100))}%`} height="10" rx="1.5" className={className} />
    </svg>
  )
}
