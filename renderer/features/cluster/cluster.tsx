import { Screen } from '../../components/screen.tsx';
import { useCluster } from '../../store/use-cluster.tsx';

/** The cluster's page. */
export function Cluster() {
  return <Screen title={useCluster((state) => state.summary.name)}>{null}</Screen>;
}
