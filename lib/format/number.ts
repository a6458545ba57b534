const rupees = new Intl.NumberFormat('en-IN', { style: 'currency', currency: 'INR', maximumFractionDigits: 2 })
const wholeRupees = new Intl.NumberFormat('en-IN', { style: 'currency', currency: 'INR', maximumFractionDigits: 0 })
const plain = new Intl.NumberFormat('en-US')

/** Up to 9,999 as it is; beyond that three digits and a unit: `48.2k`, `1.25M`. */
export function formatCount(value: number): string {
  if (Math.abs(value) <= 9_999) return plain.format(value)
  const units = [
    { size: 1e9, suffix: 'G' },
    { size: 1e6, suffix: 'M' },
    { size: 1e3, suffix: 'k' },
  ]
  // 999,950 rounds to 1000k: compare after rounding, so that it becomes 1M.
  const unit = units.find(({ size }) => Math.abs(value) >= size * 0.99995) ?? { size: 1, suffix: '' }
  return `${Number((value / unit.size).toPrecision(3))}${unit.suffix}`
}

export function formatExactCount(value: number): string {
  return plain.format(value)
}

/** `₹2,50,000`: Indian grouping; paise only where there are any. */
export function formatMoney(value: number): string {
  return (Number.isInteger(value) ? wholeRupees : rupees).format(value)
}

/** A share from 0 to 1 as `3.1 %`; a part that is there never reads as `0 %`, one that is missing never as `100 %`. */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent > 0 && percent < 0.1) return '< 0.1 %'
  if (percent < 100 && percent > 99.9) return '> 99.9 %'
  return `${Number(percent.toFixed(1))} %`
}

/** `48 MB`, `1.2 GB`: decimal units, as disks are sold. */
export function formatBytes(bytes: number): string {
  const power = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const value = bytes / 1000 ** power
  return `${Number(value.toPrecision(value < 10 ? 2 : 3))} ${['B', 'kB', 'MB', 'GB', 'TB'][power] ?? 'TB'}`
}
