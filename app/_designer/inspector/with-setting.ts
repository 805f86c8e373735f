/** The settings with one of them changed; without it when it is `undefined`. */
export function withSetting<Config extends object, Key extends keyof Config>(
  config: Config,
  key: Key,
  value: Config[Key] | undefined,
): Config {
  const { [key]: _before, ...rest } = config;
  return (value === undefined ? rest : { ...rest, [key]: value }) as Config;
}
