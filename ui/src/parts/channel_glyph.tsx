/** The WhatsApp channel: its green disc with a handset in a speech bubble, drawn for this app. */
export function ChannelDisc({ className }: { className: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" data-channel="whatsapp" className={`rounded-full ${className}`}>
      <circle cx="8" cy="8" r="8" fill="#25D366" />
      <path
        d="M8 3.2a4.7 4.7 0 0 0-4 7.1l-.6 2.3 2.4-.6A4.7 4.7 0 1 0 8 3.2Z"
        fill="none"
        stroke="#fff"
        strokeWidth="1.1"
        strokeLinejoin="round"
      />
      <path
        d="M6.5 5.8c.3-.3.6-.2.7.1l.4.9c.1.2 0 .4-.4.8.3.7.9 1.2 1.6 1.5.4-.5.6-.5.8-.4l.9.5c.3.2.3.5 0 .8-.8.8-2 .5-3.1-.5-1.2-1-1.8-2.6-.9-3.7Z"
        fill="#fff"
      />
    </svg>
  )
}

/** The disc at the corner of an avatar. */
export function ChannelGlyph() {
  return <ChannelDisc className="absolute -end-0.5 -bottom-0.5 size-4 ring-2 ring-(--badge-edge,var(--pane))" />
}
