/** A line without axes, for the shape alone; what it shows is always said beside it. */
export function Sparkline({ values, width = 92, height = 36, colour = 'var(--c1)' }: { values: number[]; width?: number; height?: number; colour?: string }) {
  if (values.length < 2) return <svg width={width} height={height} aria-hidden />
  const top = Math.max(...values)
  const bottom = Math.min(...values)
  const range = top - bottom || 1
  const points = values.map((value, i) => `${((i / (values.length - 1)) * width).toFixed(1)},${(height - 3 - ((value - bottom) / range) * (height - 6)).toFixed(1)}`)
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden style={{ display: 'block', minWidth: 0, flex: `0 1 ${width}px` }} preserveAspectRatio="none">
      <polyline points={points.join(' ')} fill="none" stroke={colour} strokeWidth={1.8} strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
