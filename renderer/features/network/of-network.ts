import type { Place } from '../../../shared/draft/place.ts';

const fields = /^(endpoint|network|storage|time|extraSans|etcd|certificates|parent|registry|mutualTrust|more)/;
const advanced =
  /^(endpoint\.virtualRouterId|network\.(nodePorts|dnsDomain|backend)|storage\.(?!root)|extraSans|etcd|certificates|parent|mutualTrust|more)/;

/** Whether a field is one of the network's screen. */
export const isOfNetwork = ({ field, node }: Place): boolean => node === undefined && fields.test(field);

/** Whether it is one of those that most sites leave as they are. */
export const isAdvanced = (field: string): boolean => advanced.test(field);
