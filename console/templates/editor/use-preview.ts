import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { previewTemplate } from '../../../contracts/template-routes.ts'
import type { Language } from '../../../contracts/shapes.ts'
import type { Content, TemplateKind } from '../../../contracts/templates.ts'
import { useCall } from '../../api.ts'

export type PreviewState = ReturnType<typeof usePreview>

/** What the server makes of the text, half a second after the last keystroke; for an example person or a customer. */
export function usePreview({ storeId, kind, content, language }: { storeId: string; kind: TemplateKind; content: Content; language: Language }) {
  const [customer, setCustomer] = useState<{ id: string; name: string } | null>(null)
  // Only the language that is looked at: the others are checked when they are.
  const own = { mainLanguage: language, variants: { [language]: content.variants[language] } } as Content
  const [settled] = useDebouncedValue(JSON.stringify(own), 500)
  const { data, error, isFetching } = useCall(previewTemplate, { body: { storeId, kind, content: JSON.parse(settled) as Content, language: (JSON.parse(settled) as Content).mainLanguage, customerId: customer?.id ?? null } }, { keep: true, staleTime: 60_000 })
  return { made: data, error, isFetching, customer, setCustomer, findings: data?.findings ?? [] }
}
