#!/bin/sh
# Gives a host its network anew at each boot, as a real boot does: no route, rule or device of the last one survives.
set -eu
ip netns delete "$LAB_HOST_NAMESPACE" 2>/dev/null || true
ip -n "$LAB_NAMESPACE" link delete "$LAB_LINK" 2>/dev/null || true
ip netns add "$LAB_HOST_NAMESPACE"
ip -n "$LAB_NAMESPACE" link add "$LAB_LINK" type veth peer name eth0 address "$LAB_MAC" netns "$LAB_HOST_NAMESPACE"
ip -n "$LAB_NAMESPACE" link set "$LAB_LINK" master "$LAB_BRIDGE"
# A cable that is out stays out over a reboot.
[ -e "$LAB_HOST_FOLDER/cut" ] || ip -n "$LAB_NAMESPACE" link set "$LAB_LINK" up
ip -n "$LAB_HOST_NAMESPACE" link set lo up
ip -n "$LAB_HOST_NAMESPACE" address add "$LAB_ADDRESS" dev eth0
ip -n "$LAB_HOST_NAMESPACE" link set eth0 up
ip -n "$LAB_HOST_NAMESPACE" route add default via "$LAB_GATEWAY"
