create index access_assignment_now on access_assignment (until_version, since_version)
