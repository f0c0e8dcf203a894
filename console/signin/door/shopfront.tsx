/** A small shop in the evening: an awning, a lit window, a door that stands open. Drawn in the colours of the theme. */
export const Shopfront = () => (
  <svg viewBox="0 0 420 340" fill="none" width="100%" style={{ maxWidth: 420 }}>
    <ellipse cx="210" cy="312" rx="190" ry="14" fill="var(--line)" />
    <rect x="58" y="96" width="304" height="214" rx="6" fill="var(--surface)" stroke="var(--line-strong)" />
    <rect x="58" y="70" width="304" height="40" rx="6" fill="var(--brand)" />
    <text x="210" y="98" textAnchor="middle" fill="var(--on-brand)" fontSize="24" fontWeight="700" letterSpacing="-0.6" fontFamily="var(--font)">suki</text>
    {Array.from({ length: 8 }, (_, i) => <path key={i} d={`M${50 + i * 40} 110h40v26a20 20 0 0 1-40 0z`} fill={i % 2 ? 'var(--surface)' : 'var(--brand)'} stroke="var(--line-strong)" />)}
    <rect x="82" y="176" width="150" height="98" rx="4" fill="var(--amber-soft)" stroke="var(--line-strong)" />
    <path d="M82 240h150M157 176v98" stroke="var(--line-strong)" />
    <rect x="98" y="208" width="18" height="32" rx="3" fill="var(--c3)" opacity=".75" />
    <rect x="122" y="218" width="24" height="22" rx="3" fill="var(--c2)" opacity=".85" />
    <path d="M172 240v-20a10 10 0 0 1 20 0v20z" fill="var(--c4)" opacity=".75" />
    <circle cx="212" cy="230" r="10" fill="var(--c5)" opacity=".8" />
    <rect x="262" y="176" width="72" height="134" rx="4" fill="var(--sunken)" stroke="var(--line-strong)" />
    <path d="M262 176l44 12v112l-44 10z" fill="var(--surface)" stroke="var(--line-strong)" />
    <circle cx="298" cy="246" r="3" fill="var(--amber)" />
    <path d="M24 310v-46m0 0c-14 0-16-22 0-34 16 12 14 34 0 34z" stroke="var(--brand)" strokeWidth="2" fill="var(--brand-soft)" />
    <path d="M396 310v-46m0 0c-14 0-16-22 0-34 16 12 14 34 0 34z" stroke="var(--brand)" strokeWidth="2" fill="var(--brand-soft)" />
    <circle cx="116" cy="34" r="2.5" fill="var(--amber)" /><circle cx="306" cy="26" r="2.5" fill="var(--amber)" /><circle cx="226" cy="44" r="2" fill="var(--amber)" />
  </svg>
)
