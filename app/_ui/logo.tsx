interface LogoMarkProps {
  readonly size?: number;
  readonly label?: string;
}

/** The begin-repeat sign: thick bar, thin bar, two dots. */
export function LogoMark({ size = 22, label }: LogoMarkProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="currentColor"
      role="img"
      aria-label={label ?? "Dacapo"}
      aria-hidden={label === undefined ? true : undefined}
      style={{ color: "var(--dc-accent)", display: "block", flex: "none" }}
    >
      <rect x="3" y="3" width="5" height="18" rx="1" />
      <rect x="10.2" y="3" width="2" height="18" rx=".6" />
      <circle cx="17.6" cy="8.6" r="2.3" />
      <circle cx="17.6" cy="15.4" r="2.3" />
    </svg>
  );
}

/** The word mark; every letter is a note head, with or without a stem. */
export function WordMark({ height = 38 }: { readonly height?: number }) {
  return (
    <svg width={(height * 104) / 34} height={height} viewBox="0 0 104 34" role="img" aria-label="Dacapo">
      <g fill="none" stroke="currentColor" strokeWidth="2.7" strokeLinecap="round">
        <circle cx="8" cy="18" r="6" />
        <path d="M14 4v20" />
        <circle cx="26" cy="18" r="6" />
        <path d="M32 12v12" />
        <path d="M48.6 14A6 6 0 1 0 48.6 22" />
        <circle cx="60" cy="18" r="6" />
        <path d="M66 12v12" />
        <path d="M72.2 12v19" />
        <circle cx="78.2" cy="18" r="6" />
        <circle cx="95" cy="18" r="6" />
      </g>
    </svg>
  );
}
