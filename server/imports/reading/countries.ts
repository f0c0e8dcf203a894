const spoken = ['en', 'nl', 'de', 'fr', 'es', 'it', 'pt', 'ru', 'pl', 'sv', 'da', 'tr', 'fil', 'ta', 'gu']

// What shops and their exports write beside the official names.
const otherNames: Record<string, string> = {
  eire: 'IE', rsa: 'ZA', uk: 'GB', 'great britain': 'GB', england: 'GB', scotland: 'GB', wales: 'GB', 'northern ireland': 'GB', usa: 'US', 'united states of america': 'US',
  korea: 'KR', 'south korea': 'KR', 'hong kong': 'HK', macau: 'MO', 'czech republic': 'CZ', holland: 'NL', uae: 'AE', russia: 'RU', 'russian federation': 'RU', vietnam: 'VN', 'viet nam': 'VN',
  turkey: 'TR', türkiye: 'TR', taiwan: 'TW', iran: 'IR', syria: 'SY', bolivia: 'BO', venezuela: 'VE', tanzania: 'TZ', moldova: 'MD', laos: 'LA', brunei: 'BN', 'ivory coast': 'CI',
  'republic of ireland': 'IE', 'the netherlands': 'NL', 'cape verde': 'CV', swaziland: 'SZ', macedonia: 'MK', 'korea, republic of': 'KR', deutschland: 'DE', österreich: 'AT', schweiz: 'CH',
}

let known: Map<string, string> | undefined

/**
 * The ISO 3166-1 code of a country written as code or name, in any of the languages shops here use.
 * Null where no single country is meant, as by "Channel Islands", "West Indies", "European Community" or "Unspecified".
 */
export function countryCode(text: string): string | null {
  const name = text.trim()
  known ??= namesOfCountries()
  if (/^[A-Za-z]{2}$/.test(name) && known.has(`code ${name.toUpperCase()}`)) return name.toUpperCase()
  return known.get(name.toLowerCase()) ?? null
}

function namesOfCountries() {
  const codes = regionCodes()
  const names = new Map<string, string>(codes.map(code => [`code ${code}`, code]))
  for (const language of spoken) {
    const inLanguage = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
    for (const code of codes) {
      const name = inLanguage.of(code)?.toLowerCase()
      if (name && !names.has(name)) names.set(name, code)
    }
  }
  for (const [name, code] of Object.entries(otherNames)) names.set(name, code)
  return names
}

/** Region codes that have an English name, without those that are no countries. */
function regionCodes(): string[] {
  const english = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const noCountries = new Set(['EU', 'EZ', 'UN', 'XA', 'XB', 'ZZ', 'QO', 'UK', 'AC', 'CP', 'CQ', 'DG', 'EA', 'IC', 'TA'])
  const retired = (code: string) => Intl.getCanonicalLocales(`und-${code}`)[0] !== `und-${code}`
  return letters.flatMap(a => letters.map(b => a + b)).filter(code => !noCountries.has(code) && english.of(code) !== undefined && !retired(code))
}
