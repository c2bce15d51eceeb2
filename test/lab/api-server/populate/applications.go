package main

import (
	"context"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// createApplications makes users' pods in every state that a rule or a view has to tell apart.
func createApplications(ctx context.Context, api *cluster) error {
	for _, phase := range []func(context.Context, *cluster) error{
		createWeb, createAPI, createReports, createDatabase, createBackup, createTraining, createBarePods, debugPod, deletePod,
	} {
		if err := phase(ctx, api); err != nil {
			return err
		}
	}
	return nil
}

// createWeb is a healthy deployment whose pods carry a sidecar.
func createWeb(ctx context.Context, api *cluster) error {
	labels := map[string]string{"app": "web"}
	spec := corev1.PodSpec{
		Volumes: []corev1.Volume{{Name: "logs", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}}},
		InitContainers: []corev1.Container{
			{Name: "migrate", Image: "shop/web:2.8.1", Args: []string{"migrate"}},
			{
				Name: "log-shipper", Image: "fluent-bit:4.2.0", RestartPolicy: ptr(corev1.ContainerRestartPolicyAlways),
				StartupProbe: httpProbe("/api/v1/health", 2020, 2, 30), VolumeMounts: []corev1.VolumeMount{{Name: "logs", MountPath: "/logs"}},
			},
		},
		Containers: []corev1.Container{{
			Name: "web", Image: "shop/web:2.8.1", Resources: requests("250m", "256Mi"),
			Ports:         []corev1.ContainerPort{{Name: "http", ContainerPort: 8080, Protocol: corev1.ProtocolTCP}},
			Env:           []corev1.EnvVar{{Name: "GREETING", Value: "Grüß Gott — ようこそ 🛒"}},
			LivenessProbe: httpProbe("/healthz", 8080, 10, 3), ReadinessProbe: httpProbe("/ready", 8080, 5, 3),
			VolumeMounts: []corev1.VolumeMount{{Name: "logs", MountPath: "/var/log/web"}},
		}},
	}
	owner, err := api.deployment(ctx, deployment("shop", "web", 3, 3, labels, spec), "7d9c5f8b64")
	if err != nil {
		return err
	}
	for i, place := range []struct{ node, ip string }{{"worker1", "10.244.1.14"}, {"worker1", "10.244.1.15"}, {"pi-1", "10.244.2.7"}} {
		pod := replica("shop", "web-7d9c5f8b64", i, labels, owner, spec)
		pod.Spec.NodeName = place.node
		if err := api.pods(ctx, "kube-controller-manager", running(pod, place.ip, 300)); err != nil {
			return err
		}
	}
	return nil
}

// createAPI is a deployment that crashes on start in one pod and runs out of memory in the other.
func createAPI(ctx context.Context, api *cluster) error {
	labels := map[string]string{"app": "api"}
	spec := corev1.PodSpec{Containers: []corev1.Container{{
		Name: "api", Image: "shop/api:1.14.0", Args: []string{"--listen=:9000"},
		Resources: corev1.ResourceRequirements{
			Requests: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("100m"), corev1.ResourceMemory: resource.MustParse("128Mi")},
			Limits:   corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("1"), corev1.ResourceMemory: resource.MustParse("128Mi")},
		},
	}}}
	owner, err := api.deployment(ctx, deployment("shop", "api", 2, 0, labels, spec), "5b6d7c9f4d")
	if err != nil {
		return err
	}
	crashing, starved := replica("shop", "api-5b6d7c9f4d", 0, labels, owner, spec), replica("shop", "api-5b6d7c9f4d", 1, labels, owner, spec)
	crashing.Spec.NodeName, starved.Spec.NodeName = "worker1", "worker1"
	return api.pods(ctx, "kube-controller-manager",
		crashLooping(running(crashing, "10.244.1.20", 60), "api", 1, "Error", 14),
		crashLooping(running(starved, "10.244.1.21", 60), "api", 137, "OOMKilled", 6),
	)
}

// createReports is a deployment with an evicted pod and its replacement, which waits for an init container.
func createReports(ctx context.Context, api *cluster) error {
	labels := map[string]string{"app": "reports"}
	spec := corev1.PodSpec{
		InitContainers: []corev1.Container{
			{Name: "wait-for-db", Image: "busybox:1.37", Command: []string{"sh", "-c", "until nc -z db 5432; do sleep 2; done"}},
			{Name: "fetch-templates", Image: "busybox:1.37", Command: []string{"true"}},
		},
		Containers: []corev1.Container{{Name: "report", Image: "shop/report:0.9"}},
	}
	owner, err := api.deployment(ctx, deployment("shop", "reports", 1, 0, labels, spec), "84f6b9d7c5")
	if err != nil {
		return err
	}
	gone, next := replica("shop", "reports-84f6b9d7c5", 0, labels, owner, spec), replica("shop", "reports-84f6b9d7c5", 1, labels, owner, spec)
	gone.Spec.NodeName, next.Spec.NodeName = "pi-1", "worker1"
	return api.pods(ctx, "kube-controller-manager",
		evicted(gone, 45), initialising(running(next, "10.244.1.30", 44), 44))
}

// createDatabase is a stateful set whose only pod has a persistent volume and an exec probe.
func createDatabase(ctx context.Context, api *cluster) error {
	labels := map[string]string{"app": "db"}
	spec := corev1.PodSpec{
		Hostname: "db-0", Subdomain: "db", SecurityContext: &corev1.PodSecurityContext{FSGroup: ptr(int64(999)), RunAsUser: ptr(int64(999))},
		TerminationGracePeriodSeconds: ptr(int64(120)),
		Volumes:                       []corev1.Volume{{Name: "data", VolumeSource: corev1.VolumeSource{PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: "data-db-0"}}}},
		Containers: []corev1.Container{{
			Name: "postgres", Image: "postgres:18.1",
			ReadinessProbe: &corev1.Probe{ProbeHandler: corev1.ProbeHandler{Exec: &corev1.ExecAction{Command: []string{"pg_isready", "-U", "shop"}}}},
			LivenessProbe:  &corev1.Probe{ProbeHandler: corev1.ProbeHandler{TCPSocket: &corev1.TCPSocketAction{Port: intstr.FromInt32(5432)}}},
			Lifecycle:      &corev1.Lifecycle{PreStop: &corev1.LifecycleHandler{Sleep: &corev1.SleepAction{Seconds: 5}}},
			VolumeMounts:   []corev1.VolumeMount{{Name: "data", MountPath: "/var/lib/postgresql"}},
		}},
	}
	set, err := api.AppsV1().StatefulSets("shop").Create(ctx, &appsv1.StatefulSet{
		ObjectMeta: metav1.ObjectMeta{Name: "db", Labels: labels},
		Spec: appsv1.StatefulSetSpec{
			Replicas: ptr(int32(1)), ServiceName: "db", Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: spec},
		},
	}, by("kubectl-create"))
	if err != nil {
		return err
	}
	set.Status = appsv1.StatefulSetStatus{Replicas: 1, ReadyReplicas: 1, AvailableReplicas: 1, CurrentReplicas: 1, UpdatedReplicas: 1, ObservedGeneration: 1}
	if _, err := api.AppsV1().StatefulSets("shop").UpdateStatus(ctx, set, updatedBy("kube-controller-manager")); err != nil {
		return err
	}
	pod := corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name: "db-0", Namespace: "shop", OwnerReferences: []metav1.OwnerReference{controlledBy("apps/v1", "StatefulSet", set)},
			Labels: merged(labels, map[string]string{
				"apps.kubernetes.io/pod-index": "0", "controller-revision-hash": "db-" + digest("db")[:9], "statefulset.kubernetes.io/pod-name": "db-0",
			}),
		},
		Spec: spec,
	}
	pod.Spec.NodeName = "worker1"
	if err := api.pods(ctx, "kube-controller-manager", running(pod, "10.244.1.9", 3000)); err != nil {
		return err
	}
	return createBudget(ctx, api, labels)
}

// createBudget protects the database's only pod, so that its eviction is refused.
func createBudget(ctx context.Context, api *cluster, labels map[string]string) error {
	budgets := api.PolicyV1().PodDisruptionBudgets("shop")
	budget, err := budgets.Create(ctx, &policyv1.PodDisruptionBudget{
		ObjectMeta: metav1.ObjectMeta{Name: "db"},
		Spec:       policyv1.PodDisruptionBudgetSpec{MinAvailable: ptr(intstr.FromInt32(1)), Selector: &metav1.LabelSelector{MatchLabels: labels}},
	}, by("kubectl-create"))
	if err != nil {
		return err
	}
	budget.Status = policyv1.PodDisruptionBudgetStatus{ObservedGeneration: 1, ExpectedPods: 1, CurrentHealthy: 1, DesiredHealthy: 1}
	_, err = budgets.UpdateStatus(ctx, budget, updatedBy("kube-controller-manager"))
	return err
}

// createBackup is a job whose pod is done.
func createBackup(ctx context.Context, api *cluster) error {
	spec := corev1.PodSpec{RestartPolicy: corev1.RestartPolicyNever, Containers: []corev1.Container{{Name: "dump", Image: "postgres:18.1", Command: []string{"pg_dumpall"}}}}
	job, err := api.BatchV1().Jobs("shop").Create(ctx, &batchv1.Job{
		ObjectMeta: metav1.ObjectMeta{Name: "backup-29394720"},
		Spec:       batchv1.JobSpec{Template: corev1.PodTemplateSpec{Spec: spec}},
	}, by("kube-controller-manager"))
	if err != nil {
		return err
	}
	pod := corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name: "backup-29394720-" + suffix("backup"), GenerateName: "backup-29394720-", Namespace: "shop",
			Labels:          job.Spec.Template.Labels,
			OwnerReferences: []metav1.OwnerReference{controlledBy("batch/v1", "Job", job)},
		},
		Spec: spec,
	}
	pod.Spec.NodeName = "worker1"
	return api.pods(ctx, "kube-controller-manager", completed(running(pod, "10.244.1.40", 200), 198))
}

// createTraining is two pods that want GPUs: the first has them, the second waits.
func createTraining(ctx context.Context, api *cluster) error {
	gpus := corev1.ResourceList{"nvidia.com/gpu": resource.MustParse("2"), corev1.ResourceCPU: resource.MustParse("4"), corev1.ResourceMemory: resource.MustParse("16Gi")}
	train := func(name string) corev1.Pod {
		return corev1.Pod{
			ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "ml", Labels: map[string]string{"app": "train"}},
			Spec: corev1.PodSpec{
				RestartPolicy: corev1.RestartPolicyOnFailure,
				Containers: []corev1.Container{{
					Name: "train", Image: "ml/train:cuda13", Resources: corev1.ResourceRequirements{Requests: gpus, Limits: gpus},
				}},
			},
		}
	}
	first, second := train("train-1"), train("train-2")
	first.Spec.NodeName = "worker1"
	return api.pods(ctx, "kubectl-create", running(first, "10.244.1.50", 500),
		unschedulable(second, "0/3 nodes are available: 1 Insufficient nvidia.com/gpu, 1 node(s) had untolerated taint "+
			"{node-role.kubernetes.io/control-plane: }, 1 node(s) were unschedulable. no new claims to deallocate, "+
			"preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."))
}

// createBarePods is pods that nobody owns: one cannot get its image, one will be deleted, one will be debugged.
func createBarePods(ctx context.Context, api *cluster) error {
	bare := func(name, image string) corev1.Pod {
		return corev1.Pod{
			ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: "default", Labels: map[string]string{"run": name}},
			Spec:       corev1.PodSpec{NodeName: "worker1", Containers: []corev1.Container{{Name: name, Image: image}}},
		}
	}
	return api.pods(ctx, "kubectl-run",
		withoutImage(running(bare("typo", "ngnix:latest"), "10.244.1.60", 30), "typo"),
		running(bare("leaving", "nginx:1.29"), "10.244.1.61", 30),
		running(bare("debugged", "nginx:1.29"), "10.244.1.62", 30),
	)
}

// debugPod does what kubectl debug does to a running pod.
func debugPod(ctx context.Context, api *cluster) error {
	pods := api.CoreV1().Pods("default")
	pod, err := pods.Get(ctx, "debugged", metav1.GetOptions{})
	if err != nil {
		return err
	}
	pod.Spec.EphemeralContainers = []corev1.EphemeralContainer{{
		EphemeralContainerCommon: corev1.EphemeralContainerCommon{
			Name: "debugger-x7k2p", Image: "busybox:1.37", Stdin: true, TTY: true,
			ImagePullPolicy: corev1.PullIfNotPresent, TerminationMessagePolicy: corev1.TerminationMessageReadFile,
		},
		TargetContainerName: "debugged",
	}}
	if pod, err = pods.UpdateEphemeralContainers(ctx, pod.Name, pod, updatedBy("kubectl-debug")); err != nil {
		return err
	}
	status := containerStatus(*pod, corev1.Container{Name: "debugger-x7k2p", Image: "busybox:1.37"})
	up(&status, 1)
	status.Ready, status.Started = false, nil
	pod.Status.EphemeralContainerStatuses = []corev1.ContainerStatus{status}
	_, err = pods.UpdateStatus(ctx, pod, updatedBy("kubelet"))
	return err
}

// deletePod leaves a pod terminating: no kubelet is there to say that it ended.
func deletePod(ctx context.Context, api *cluster) error {
	if err := api.CoreV1().Pods("default").Delete(ctx, "leaving", metav1.DeleteOptions{}); err != nil {
		return fmt.Errorf("pod default/leaving: %w", err)
	}
	return nil
}
