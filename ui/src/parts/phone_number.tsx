/** A phone number reads from left to right in every language. */
export function PhoneNumber({ children }: { children: string }) {
  return (
    <bdi dir="ltr" className="whitespace-nowrap tabular-nums">
      {children}
    </bdi>
  )
}
