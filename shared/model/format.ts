/** The forms that values of a spec have. shared/problems/spec.ts says each in words, in both languages. */
export type Format =
  | 'address'
  | 'addressOrName'
  | 'cidr'
  | 'port'
  | 'portRange'
  | 'hostname'
  | 'dnsName'
  | 'interface'
  | 'path'
  | 'repositoryPath'
  | 'packageChoice'
  | 'secretName'
  | 'certificate'
  | 'days'
  | 'user'
  | 'version'
  | 'labelKey'
  | 'labelValue'
  | 'labels'
  | 'taints'
  | 'routerId'
  | 'text'
  | 'map'
  | 'list'
  | 'filledList'
  | 'setting';

/** Names a schema's form in its errors, for whoever has to say what is allowed. */
export const as = (format: Format): { readonly error: Format } => ({ error: format });
