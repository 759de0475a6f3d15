"""The commands of ``wangcheng``, one a file."""
