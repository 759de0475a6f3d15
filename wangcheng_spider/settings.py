"""The wiring, in the order data meets it. Each setting of our own says who reads it."""

from . import __version__, limits

BOT_NAME = "wangcheng_spider"
SPIDER_MODULES = ["wangcheng_spider.spiders"]
COMMANDS_MODULE = "wangcheng_spider.scrapy_commands"

# Our own settings

DATA_DIR = "data"
"""Where articles/, runs/, archive/ and store.sqlite3 are; read by scrapy_commands.crawl, and by the
spider where another than this command starts it."""

ARCHIVE_RECORD = False
"""Record each response as WARC below DATA_DIR/archive; read by recording.open_recording."""

ARCHIVE_ROLL_BYTES = 1_000_000_000
"""A WARC file longer than this is sealed, and the next one begun; read with ARCHIVE_RECORD."""

READ_BESIDE = True
"""Read articles that come quickly in a process of their own; the setting is the spider's."""

MEDIA = False
"""Keep body pictures and attachments below DATA_DIR/media; read by pipelines.media, and by
middlewares.HostGuard, which lets their hosts pass."""

REPORT = True
"""Draw runs/RUN_ID/report.html at the end; read by extensions.RunKeeper."""

PROGRESS = True
"""Show how far a run is: a live line on a terminal, else a line a minute; read by extensions."""

NOTIFY: list[str] = []
"""Whom to tell of failures and recoveries: addresses of apprise; read by extensions.RunKeeper."""

NOTIFY_TIMEOUT = 20
"""Seconds that telling may take at most; read by policy.read_policy."""

# How thoroughly the portal is watched; all of it read by policy.read_policy

RECHECK_AFTER_HOURS = [1, 6, 24, 72, 168, 720]
"""An article is looked at again so many hours after its publication …"""

RECHECK_EVERY_DAYS = 180
"""… and every so many days from then on;"""

RECHECK_BUDGET = 200
"""at most so many in one run, the longest due first."""

GONE_AFTER_MISSES = 3
"""So many looks in a row must find an article gone …"""

GONE_HOURS_APART = 24
"""… so many hours apart at least."""

DEEPER_WALK_DAYS = 7
"""Every so many days a channel's walk goes on behind the first page of known entries …"""

DEEPER_WALK_PAGES = 20
"""… for so many pages,"""

FULL_WALK_DAYS = 90
"""and every so many days to the listing's end."""

# What is done about a site that fails; read by network.patience

RETRY_PAUSE = 1.0
"""Seconds before a failed request's first retry; twice as many before each further one."""

RETRY_AFTER_MAX = 120
"""A Retry-After of so many seconds is waited for; a longer one puts the host off to a later run."""

# Manners: who we are, what the site allows, one request a second at first

USER_AGENT = f"wangcheng_spider/{__version__} (news archive; obeys robots.txt)"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "wangcheng_spider"
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
AUTOTHROTTLE_MAX_DELAY = 30.0
DOWNLOAD_DELAY = 0.25

# Requests: eight at a time, so that a kill costs at most these and what is not flushed yet

CONCURRENT_REQUESTS = 8
CONCURRENT_REQUESTS_PER_DOMAIN = 8
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 128 * 1024  # pages that wait to be read would be lost too
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = limits.MAX_PAGE
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
RETRY_TIMES = 4
# Scrapy's own list without what Twisted raises: names here are imported at every start
RETRY_EXCEPTIONS = [
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadTimeoutError",
    "scrapy.exceptions.ResponseDataLossError",
    OSError,
]
REDIRECT_MAX_TIMES = 5
TWISTED_DNS_RESOLVER = "wangcheng_spider.network.resolver.PublicResolver"
DOWNLOAD_HANDLERS = {
    "http": "wangcheng_spider.network.handler.BoundedHandler",
    "https": "wangcheng_spider.network.handler.BoundedHandler",
    **dict.fromkeys(("file", "data", "ftp", "s3")),
}
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9",
}

# The to-do list in the store knows what was asked for: no second memory of requests

DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# Scrapy starts so many tasks for every response, a hundred by default: ours bring one item at most

CONCURRENT_ITEMS = 1

# Off: nothing here needs them, and cookies alone make Scrapy look up suffix lists on the net

COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
METAREFRESH_ENABLED = False
HTTPPROXY_ENABLED = False
WARN_ON_GENERATOR_RETURN_VALUE = False

# Scrapy's own, but for those that are off or replaced below: to set them to None would still import
# them, and what they bring along (requests, aiohttp's server, a shell) takes a third of the start

DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": 900,
}
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.memdebug.MemoryDebugger": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.spiderstate.SpiderState": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}
DOWNLOADER_MIDDLEWARES = {
    # HostGuard stands for OffsiteMiddleware, and is stricter
    "wangcheng_spider.middlewares.HostGuard": 10,
    "wangcheng_spider.middlewares.ReplayMiddleware": 20,
    "wangcheng_spider.network.robots.RobotsAnswers": 540,  # behind the retries of 550
    "wangcheng_spider.network.patience.Patience": 560,  # before them
    "wangcheng_spider.network.unpacking.Unpacking": 590,  # in HttpCompressionMiddleware's place
    # nearest to the downloader: bodies as received, before Unpacking
    "wangcheng_spider.middlewares.RecordMiddleware": 950,
}
SPIDER_MIDDLEWARES = {
    # the spider's own requests are all of the profile's hosts, and none is too deep or too long
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
ITEM_PIPELINES = {
    "wangcheng_spider.pipelines.clean.CleanPipeline": 100,
    "wangcheng_spider.pipelines.validate.ValidatePipeline": 200,
    # waits for the network, so it stands before dedup: from there to the line nothing comes between
    "wangcheng_spider.pipelines.media.MediaPipeline": 250,
    "wangcheng_spider.pipelines.dedup.DedupPipeline": 300,
    "wangcheng_spider.pipelines.near_duplicate.NearDuplicatePipeline": 400,
    "wangcheng_spider.pipelines.write.WritePipeline": 900,
}
EXTENSIONS = {
    "wangcheng_spider.extensions.RunKeeper": 0,
    "wangcheng_spider.extensions.ProgressDisplay": 10,
    # a feed that fails makes the run's exit code 7
    "wangcheng_spider.feeds.Feeds": 0,
}

FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "INFO"
LOG_FORMATTER = "wangcheng_spider.log_lines.LogLines"
LOG_VERSIONS: list[str] = []
STATS_DUMP = False
