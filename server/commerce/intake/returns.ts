/** A line that came back, and a line that was sold; quantities in thousandths. */
export type ReturnedLine = { rowNo: number; article: string; quantity: number; at: string }
export type SoldLine = { lineId: string; article: string; left: number; at: string }

/**
 * Finds for each returned line the sale that it undoes, where the file does not name it: the buyer's latest earlier
 * line of the same article and price (`article` names all three) of which enough is not yet returned. Returns are
 * taken in the order in which they happened. A return that no single line covers stays without one.
 */
export function matchReturns(returned: ReturnedLine[], sold: SoldLine[]): Map<number, string> {
  const shelves = Map.groupBy(sold.map(line => ({ ...line })).sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.lineId < b.lineId ? 1 : -1)), line => line.article)
  const matches = new Map<number, string>()
  for (const line of returned.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.rowNo - b.rowNo))) {
    const sale = shelves.get(line.article)?.find(candidate => candidate.at <= line.at && candidate.left >= line.quantity)
    if (!sale) continue
    sale.left -= line.quantity
    matches.set(line.rowNo, sale.lineId)
  }
  return matches
}
