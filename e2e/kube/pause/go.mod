module keelson/kube/pause

go 1.26.0
